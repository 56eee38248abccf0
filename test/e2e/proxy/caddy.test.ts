import { describeProxy } from "./proxy.contract.ts";

const site = (more: string) => `{
	auto_https off
}

:80 {
	encode zstd gzip${more}
	@api path /api /api/*
	handle @api {
		reverse_proxy api:3000
	}
	handle {
		reverse_proxy web:3000
	}
}
`;

describeProxy({
  kind: "caddy",
  image: "caddy:2-alpine",
  path: "/etc/caddy/Caddyfile",
  content: site(""),
  second: site("\n\theader X-Configuration second"),
  broken: site("\n\tno_such_directive"),
  reloads: false,
});
