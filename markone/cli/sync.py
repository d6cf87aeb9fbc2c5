"""`markone sync`: what a store did not take is sent on."""

import click


@click.command()
@click.option(
    "--tracking-uri",
    metavar="URI",
    help="Only what waits for this store.  [default: what waits for any]",
)
def sync(tracking_uri: str | None) -> None:
    """Send on what was measured while its store was gone or full.

    What a store does not take waits in a journal on this machine. It is also sent when the next
    experiment opens the store.
    """
    from markone import store, tracking

    try:
        taken, refused = tracking.sync(store.resolve(tracking_uri) if tracking_uri else None)
    except store.StoreError as error:
        raise click.ClickException(str(error)) from None
    for uri, number in taken.items():
        click.echo(f"{number} {'run' if number == 1 else 'runs'} sent to {store.shown(uri)}")
    if not taken and not refused:
        click.echo("Nothing waits to be sent.")
    for sentence in refused:
        click.echo(f"Error: {sentence}", err=True)
    if refused:
        raise click.exceptions.Exit(1)
