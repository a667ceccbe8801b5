"""A mail world on loopback: real Dovecot, Postfix and lighttpd in one directory,
people with mailboxes, and a desk among them. contrib/quickstart plays the main
conversation in it; tests/e2e tells its stories in it."""
