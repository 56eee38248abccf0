// Builds the command if its sources changed since it was built last.
import { prepare } from "./prepare.mjs";

prepare({ build: true });
