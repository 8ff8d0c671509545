import subprocess
import sys
import threading

from inspector.workers import DaemonExecutor


def test_jobs_run_on_threads_of_their_own():
    """Two jobs that wait for each other both come to their end."""
    barrier, done = threading.Barrier(2, timeout=5), threading.Semaphore(0)

    def job():
        barrier.wait()
        done.release()

    executor = DaemonExecutor()
    executor.submit(job)
    executor.submit(job)
    assert done.acquire(timeout=5)
    assert done.acquire(timeout=5)


def test_a_blocked_job_does_not_keep_the_program():
    """The process ends although a job of its still waits."""
    script = "import threading; from inspector.workers import DaemonExecutor; DaemonExecutor().submit(threading.Event().wait)"
    assert subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode == 0
