import { expect, test } from "vitest";
import { isHostName } from "./host-name.ts";

test.for(["shop.example.com", "localhost", "a", "xn--bcher-kva.example", "1.2.3.4", "A-1.example"])(
  "%s is a host name",
  (text) => {
    expect(isHostName(text)).toBe(true);
  },
);

test.for([
  "",
  "https://shop.example.com",
  "shop.example.com:8080",
  "shop.example.com/",
  "shop..example.com",
  "-a.example",
  "a-.example",
  "*.example.com",
  `${"a".repeat(64)}.example`,
  "a.".repeat(200),
])("%j is none", (text) => {
  expect(isHostName(text)).toBe(false);
});
