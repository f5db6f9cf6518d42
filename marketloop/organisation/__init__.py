"""Staff, organisation tree, roles with permissions and data scope, sign-in, machine keys, audit."""
