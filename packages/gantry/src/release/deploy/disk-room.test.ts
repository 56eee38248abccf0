import { expect, test } from "vitest";
import { explainNoRoom, readFreeBytes } from "./disk-room.ts";

test.each([
  [
    "GNU",
    "Filesystem     1024-blocks     Used Available Capacity Mounted on\noverlay           61255492 26521316  31590120      46% /\n",
    31590120 * 1024,
  ],
  [
    "busybox",
    "Filesystem           1024-blocks    Used Available Capacity Mounted on\noverlay                 716800    716800         0 100% /\n",
    0,
  ],
  [
    "a name that breaks the line",
    "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/mapper/vg-a b\n 10 4 6 40% /\n",
    6144,
  ],
  [
    "the machine itself",
    "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/sda1        61255492 26521316  31590120      46% /var/lib/docker data\n",
    31590120 * 1024,
  ],
  ["an error", "df: /: No such file or directory\n", undefined],
  ["nothing", "", undefined],
])("reads what %s prints", (_, output, bytes) => {
  expect(readFreeBytes(output)).toBe(bytes);
});

test("says how much is missing where, and how to make room", () => {
  expect(explainNoRoom({ needed: 5, free: 5 }, "ssh://host")).toBeUndefined();
  expect(explainNoRoom({ needed: 5 }, "ssh://host")).toBeUndefined();
  const error = explainNoRoom({ needed: 300 << 20, free: 20 << 20 }, "ssh://host");
  expect(error).toMatchObject({ code: "disk-full", exitCode: 1, fix: expect.stringContaining("docker system df") });
  expect(error?.message).toBe(
    "ssh://host: there is no room for what would be shipped: the images take at least 300 MiB, and 20 MiB are free.",
  );
});
