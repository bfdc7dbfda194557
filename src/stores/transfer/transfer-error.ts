export type TransferErrorCode =
  /** The source holds nothing. */
  | 'store_empty'
  /** The target holds something. */
  | 'store_not_empty'
  /** An import into this store has begun and not ended. */
  | 'import_unfinished'
  /** Two accounts have one login, or one id. */
  | 'account_twice'
  /** Somebody wrote to the source while it was copied, or moved it about. */
  | 'source_changed'
  /** The target does not hold what was written to it. */
  | 'target_differs'
  | 'not_a_backup'
  | 'backup_damaged'
  /** A newer program wrote it. */
  | 'backup_newer'
  | 'file_exists'
  | 'interrupted'

/** Why a store was not copied. Its message says what to do. */
export class TransferError extends Error {
  readonly code: TransferErrorCode

  constructor(code: TransferErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TransferError'
    this.code = code
  }
}
