/** A request to Graph, alone or out of a batch. */
export interface GraphRequest {
  method: string;
  /** Below the version, with its query. */
  path: string;
  headers: Headers;
  body: string;
}
