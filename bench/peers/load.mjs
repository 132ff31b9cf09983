/** Imports one of the pinned peers: names are found from this folder, and not among the packages of the repository. */
export const loadPeer = (name) => import(name)
