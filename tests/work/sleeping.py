"""A renderer that never ends."""

import time

if __name__ == "__main__":
    time.sleep(600)
