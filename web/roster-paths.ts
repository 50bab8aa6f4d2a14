/** The newest roster of an MLS, and where one is made anew. */
export function rosterPath(mlsId: string): string {
  return `/console/mlses/${encodeURIComponent(mlsId)}/roster`;
}

/** Those that were made; with an id: that one. */
export function rostersPath(mlsId: string, id?: string): string {
  return `/console/mlses/${encodeURIComponent(mlsId)}/rosters${id === undefined ? '' : `/${id}`}`;
}
