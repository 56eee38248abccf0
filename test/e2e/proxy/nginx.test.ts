import { describeProxy } from "./proxy.contract.ts";

const server = (more: string) => `map $http_upgrade $connection_upgrade {
  default upgrade;
  "" close;
}
server {
  listen 80;
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;
  proxy_connect_timeout 1s;
  proxy_buffering off;${more}
  location /api {
    proxy_pass http://api:3000;
  }
  location / {
    proxy_pass http://web:3000;
  }
}
`;

describeProxy({
  kind: "nginx",
  image: "nginx:alpine",
  path: "/etc/nginx/conf.d/default.conf",
  content: server(""),
  second: server("\n  add_header X-Configuration second;"),
  broken: server("\n  no_such_directive;"),
  reloads: true,
});
