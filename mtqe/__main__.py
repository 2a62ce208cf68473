"""`python -m mtqe`, and the command `mtqe`: an interrupt is quiet even while modules load."""

import os
import signal


def main() -> None:
    """Run the command line; exits with the codes of README."""
    try:
        from mtqe.cli import app

        try:
            app()
        finally:  # what is left is tidying up, whose interrupt would look like another end
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    main()
