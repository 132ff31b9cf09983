/** dynoxide answers faster, so that more of what is seen is the client's, but it is for one platform. */
export const defaultEngine = `${process.platform}-${process.arch}` === 'linux-x64' ? 'dynoxide' : 'dynalite'
