"""Where the built program starts."""

import sys

from inspector.__main__ import main

sys.exit(main())
