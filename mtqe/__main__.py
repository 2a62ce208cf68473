"""`python -m mtqe`, and the command `mtqe`: an interrupt is quiet even while modules load."""

import os


def main() -> None:
    """Run the command line; exits with the codes of README."""
    try:
        from mtqe.cli import app

        app()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    main()
