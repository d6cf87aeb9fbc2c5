"""`markone warmup`: kernels compiled ahead."""

import click


@click.command()
def warmup() -> None:
    """Compile the kernels of all that is commonly used, so that no first call has to."""
    from markone.kernels.jit import CACHE_FOLDER
    from markone.terminal import plain_console, progress_bar
    from markone.warmup import doors, megabytes

    console, all_doors = plain_console(), list(doors())
    with progress_bar(console) as progress:
        task = progress.add_task("", total=len(all_doors))
        for title, call in all_doors:
            progress.update(task, description=title)
            call()
            progress.advance(task)
            progress.console.print(f"ready: {title}", highlight=False)
    if CACHE_FOLDER is None:
        console.print("Nothing was kept: no folder for compiled kernels can be written; see NUMBA_CACHE_DIR.")
    else:
        size = f"{megabytes(CACHE_FOLDER):.1f} MB"
        console.print(f"Kept in {CACHE_FOLDER} ({size}).", soft_wrap=True, highlight=False)
