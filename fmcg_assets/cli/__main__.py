"""`python -m fmcg_assets.cli` is `fmcg`."""

from fmcg_assets.cli.app import main

if __name__ == "__main__":
    main()
