// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as dockerignoreLeak } from "./dockerignore-leak.ts";
import { rule as dockerignoreMisplaced } from "./dockerignore-misplaced.ts";
import { rule as imageBuildInputMissing } from "./image-build-input-missing.ts";
import { rule as imageBuildSecret } from "./image-build-secret.ts";
import { rule as imageConsoleScriptMissing } from "./image-console-script-missing.ts";
import { rule as imageCorepackAbsent } from "./image-corepack-absent.ts";
import { rule as imageCorepackRuntimeDownload } from "./image-corepack-runtime-download.ts";
import { rule as imageDependencySetWrong } from "./image-dependency-set-wrong.ts";
import { rule as imageEol } from "./image-eol.ts";
import { rule as imageNextAssetsNotCopied } from "./image-next-assets-not-copied.ts";
import { rule as imageNextBindHost } from "./image-next-bind-host.ts";
import { rule as imageNextStandaloneMismatch } from "./image-next-standalone-mismatch.ts";
import { rule as imagePnpmGlobalBin } from "./image-pnpm-global-bin.ts";
import { rule as imagePublicEnvNotInlined } from "./image-public-env-not-inlined.ts";
import { rule as imageRetired } from "./image-retired.ts";
import { rule as imageRunsAsRoot } from "./image-runs-as-root.ts";
import { rule as imageSignalHandling } from "./image-signal-handling.ts";
import { rule as imageTagMutable } from "./image-tag-mutable.ts";
import { rule as imageUnlockedInstall } from "./image-unlocked-install.ts";
import { rule as imageWorkspaceManifestMissing } from "./image-workspace-manifest-missing.ts";

// biome-ignore format: one rule a line
export const imageRules: readonly Rule[] = [
  dockerignoreLeak,
  dockerignoreMisplaced,
  imageBuildInputMissing,
  imageBuildSecret,
  imageConsoleScriptMissing,
  imageCorepackAbsent,
  imageCorepackRuntimeDownload,
  imageDependencySetWrong,
  imageEol,
  imageNextAssetsNotCopied,
  imageNextBindHost,
  imageNextStandaloneMismatch,
  imagePnpmGlobalBin,
  imagePublicEnvNotInlined,
  imageRetired,
  imageRunsAsRoot,
  imageSignalHandling,
  imageTagMutable,
  imageUnlockedInstall,
  imageWorkspaceManifestMissing,
];
