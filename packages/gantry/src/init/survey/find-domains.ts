import type { Found } from "../findings.ts";
import type { Tree } from "./tree.ts";

const hostName = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;

/** Host names of sites in Caddyfiles and nginx configurations. */
export function findDomains({ texts }: Tree): Found<string>[] {
  const found = [...texts].flatMap(([from, text]): Found<string>[] => {
    const names = /(^|\/)Caddyfile[^/]*$/.test(from)
      ? siteAddresses(text)
      : from.endsWith(".conf")
        ? serverNames(text)
        : [];
    return names
      .filter((name) => hostName.test(name) && !/(^|\.)example\.(com|org|net)$|\.local(host)?$/.test(name))
      .map((value) => ({ value, from }));
  });
  return [...new Map(found.map((each) => [each.value, each])).values()];
}

function siteAddresses(text: string): string[] {
  const lines = text.split("\n").filter((line) => /^[^\s#{}].*\{\s*$/.test(line));
  return lines
    .flatMap((line) => line.replace("{", "").split(/[\s,]+/))
    .map((address) => address.replace(/^https?:\/\//, "").replace(/:\d+$/, ""));
}

function serverNames(text: string): string[] {
  return [...text.matchAll(/^\s*server_name\s+([^;]+);/gm)].flatMap(([, names = ""]) => names.split(/\s+/));
}
