"""Who is who: identifiers, deterministic resolution, merges that can be undone."""
