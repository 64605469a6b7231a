"""What pages share: the shell, the visitor, forms, charts and the house style."""
