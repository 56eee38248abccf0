import { describe, expect, test } from "vitest";
import { findDebianMirror, parseDeb822, parseSourcesList } from "./sources.ts";

describe("apt sources", () => {
  test("a line may carry options, and comments are left out", () => {
    const text = `
# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example/debian trixie main contrib # here
deb-src http://mirror.example/debian trixie main
`;
    expect(parseSourcesList(text)).toEqual([
      {
        uri: "http://mirror.example/debian",
        suites: ["trixie"],
        components: ["main", "contrib"],
        signedBy: "/usr/share/keyrings/k.gpg",
      },
    ]);
  });

  test("a deb822 file holds paragraphs, comments, disabled sources and lines that go on", () => {
    const text = `Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main
`;
    expect(parseDeb822(text)).toEqual([
      {
        uri: "http://mirror.example/debian",
        suites: ["bookworm", "bookworm-updates"],
        components: ["main"],
        signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg",
      },
    ]);
  });

  test("a key written into the file is not taken for a path", () => {
    const text =
      "Types: deb\nURIs: http://m.example\nSuites: x\nComponents: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n";
    expect(parseDeb822(text)[0]).not.toHaveProperty("signedBy");
  });

  test("the mirror is neither a third party's archive nor the security one", () => {
    const sources = [
      ...parseSourcesList("deb https://packages.example/apt sdk main"),
      ...parseSourcesList("deb http://mirror.example/debian-security bookworm-security main"),
      ...parseSourcesList("deb http://mirror.example/debian bookworm main"),
    ];
    expect(findDebianMirror(sources)?.uri).toBe("http://mirror.example/debian");
  });

  test("Ubuntu's archive is not Debian's", () => {
    expect(findDebianMirror(parseSourcesList("deb http://mirror.example/ubuntu noble main universe"))).toBeUndefined();
  });
});
