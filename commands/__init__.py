"""The groups of commands of the command line, one module a group; `face` is what all commands share."""
