/** An error answer of the Messages API; thrown by whatever finds a request wanting. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";
  readonly status: number;
  readonly type: string;
  /** `error.details` of the body. */
  readonly details: { readonly error_code: string } | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    type: string,
    message: string,
    extra: { details?: { error_code: string }; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.details = extra.details;
    this.headers = extra.headers ?? {};
  }
}

export const invalidRequest = (message: string): ApiFault =>
  new ApiFault(400, "invalid_request_error", message);

/** The JSON that the API sends with an error status, and as the data of an SSE `error` event. */
export const faultBody = (fault: ApiFault, requestId: string): object => ({
  type: "error",
  error: {
    type: fault.type,
    message: fault.message,
    ...(fault.details ? { details: fault.details } : {}),
  },
  request_id: requestId,
});
