import type { ContainerConfig } from "./container.ts";

export interface ImageInspect {
  /** `sha256:…`: the config's digest in the classic store, the manifest's (or index's) in the containerd store. */
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Created?: string;
  Architecture: string;
  Variant?: string;
  Os: string;
  Size: number;
  Author?: string;
  Config: ContainerConfig | null;
  RootFS: { Type: string; Layers?: string[] };
  GraphDriver?: { Name: string; Data: Record<string, string> | null };
  /** Containerd store, API 1.48. */
  Descriptor?: { mediaType: string; digest: string; size: number };
  /** Containerd store, API 1.48, when asked for. */
  Manifests?: ImageManifest[] | null;
  Metadata?: { LastTagTime?: string };
}

/** A manifest of an image's index; an image without an index has one. */
export interface ImageManifest {
  ID: string;
  Descriptor: { mediaType: string; digest: string; size: number };
  /** Whether its config and all of its layers are in the store. */
  Available: boolean;
  Kind: "image" | "attestation" | "unknown";
}

export interface ImageSummary {
  Id: string;
  ParentId: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  /** Unix time in seconds. */
  Created: number;
  Size: number;
  SharedSize: number;
  Labels: Record<string, string> | null;
  /** Number of containers; -1: not counted. */
  Containers: number;
}

/** A step that an image was built with. */
export interface ImageHistoryEntry {
  /** `<missing>` for the steps of an image that was built elsewhere. */
  Id: string;
  /** Unix time in seconds. */
  Created: number;
  CreatedBy: string;
  Tags: string[] | null;
  /** Bytes that the step added; 0 for one that changed the config only. */
  Size: number;
  Comment: string;
}
