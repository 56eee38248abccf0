/** Where the files of images that are new are mounted, as `<service>/<key>/<path>`. */
export const sourceFolder = "/gantry-new";

/**
 * Runs with the volume, in an image that has a shell. Arguments: the stack's folder in the volume, a name for the generation, then for each service a word of its own: its name, the
 * key of the image that is about to serve, and those of the images that are kept, the oldest first.
 *
 * What it does holds when it is ended anywhere: an image's files have their name only when they are all there, and what is served changes by one
 * rename. Links cost no room, and no time worth telling.
 */
export const collectScript = `set -eu
mkdir -p "$1"
cd "$1"
shift
mkdir -p images generations
rm -rf images/.next
for place in ${sourceFolder}/*/*; do
  key=\${place##*/}
  service=\${place%/*}
  service=\${service##*/}
  [ ! -d "images/$service/$key" ] || continue
  mkdir -p images/.next "images/$service"
  cp -R "$place/." images/.next/
  chmod -R a+rX images/.next
  mv images/.next "images/$service/$key"
done
generation=generations/$1
shift
kept=
for words; do
  set -- $words
  service=$1
  serving=$2
  shift 2
  served=$generation/$service
  mkdir -p "$served"
  for key; do
    kept="$kept $service/$key"
    [ ! -d "images/$service/$key" ] || cp -Rlf "images/$service/$key/." "$served/"
  done
  (cd "images/$service/$serving" && find . -type f -print0) | (cd "$served" && xargs -0 rm -f)
done
before=$(readlink served || true)
rm -rf served.next
ln -s "$generation" served.next
mv -T served.next served
for old in generations/*; do
  [ "$old" = "$generation" ] || [ "$old" = "$before" ] || rm -rf "$old"
done
for image in images/*/*; do
  case "$kept " in
    *" \${image#images/} "*) ;;
    *) rm -rf "$image" ;;
  esac
done`;
