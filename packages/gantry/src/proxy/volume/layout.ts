/**
 * What the volume of a proxy holds, at `/gantry` in its container:
 *
 *     targets -> live              or -> maintenance; what the configuration reads
 *     live -> generations/<id>     where requests go; replaced by a rename, so that a switch is one step
 *     generations/<id>/<service>   a host name each, and what nginx includes
 *     maintenance/<service>        the address that answers with 503
 *     page/                        what it answers
 *     loaded                       of the configuration that was loaded last: empty while another one is being loaded
 */
export const proxyFolder = "/gantry";

/** What the configuration reads, in that folder: a folder with a file for each service. */
export const targetsFolder = "targets";

/**
 * The volume with files of earlier releases, by its key in the stack; all proxies of a stack share it. Another one than theirs, which is read
 * whole before each switch.
 */
export const assetsVolume = "gantry-assets";

/**
 * Where it is mounted:
 *
 *     images/<service>/<key>/<path>    the files of an image, by a key that says which
 *     served -> generations/<id>       what is served; replaced by a rename
 *     generations/<id>/<service>/      hard links to files of the kept images, without those that the image in service has itself
 */
export const assetsFolder = "/gantry-assets";
export const servedAssets = "served";

/** In the proxy's folder. */
export const pageFile = "page/index.html";
export const retryFile = "page/retry-after";

/** What nginx includes. Dots at the beginning are in no service's name. */
export const nginxInclude = ".nginx.conf";
