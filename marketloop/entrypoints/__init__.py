"""Where processes start: settings, WSGI, API and command line; mounts the modules, nothing else."""
