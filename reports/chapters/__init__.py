"""The chapters of the progress report, each from figures that are safe already. Pure: no database, no request."""
