package system.log

mask contains "/input/headers/authorization"

mask contains {"op": "upsert", "path": "/input/user/email", "value": "***"} if input.input.user.email

# One shop keeps nothing that its builtins said.
mask contains "/nd_builtin_cache" if input.input.order.shop == "harbour"
