/** What a recipe writes. Both are files that people may keep and change. */
export interface RecipeFiles {
  dockerfile: string;
  /** Belongs beside the Dockerfile as `<its name>.dockerignore`, or into the context as `.dockerignore`. */
  dockerignore: string;
}
