"""`python -m kb` is `kb`."""

from kb.cli.main import main

if __name__ == "__main__":
    main()
