// What the lab knows of one image repository: its tags and how its program behaves. Data, no code per image.
import type { Program } from './program.ts';

export interface ImageDefinition {
  /** Full name: `docker.io/library/nginx`. */
  readonly repository: string;
  /** Other names under which registries serve the same images. */
  readonly aliases?: readonly string[];
  /** Tag → bytes to fetch. `latest` must stand here to exist. */
  readonly tags: Readonly<Record<string, number>>;
  /** What runs when the pod gives no command. */
  readonly program: Program;
  /** What runs instead when the container has a terminal. */
  readonly interactive?: Program;
  /** Names by which a command starts that same program: `nginx`, `redis-server`. */
  readonly executables: readonly string[];
  /** True when a given `args` goes to the program rather than replacing it. */
  readonly takesArgs?: boolean;
  /** False for images that hold nothing but their program: no `sh`, no `sleep`. */
  readonly hasShell: boolean;
  /** The program gives up unless one of these variables is set. */
  readonly needsOneOf?: { readonly variables: readonly string[]; readonly without: Program };
  /** Fetching it takes this much longer than its size explains. */
  readonly extraPullMs?: number;
}
