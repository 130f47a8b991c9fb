"""The running thing: settings, the one builder, HTTP, the command line, jobs, health and logs."""
