"""Where things are kept: tables, the connection and the migrations."""
