/** One cell: words or a name, a link, or a time. */
export interface Cell {
  readonly text: string
  readonly href?: string
  readonly time?: { readonly machine: string; readonly precision: 'date' | 'time' }
}

export interface Column<Row> {
  readonly label: string
  readonly cell: (row: Row) => Cell
  /** Its cells say by themselves what they are, and show no label. @default false */
  readonly plain?: boolean
}

interface Link {
  readonly href: string
  readonly text: string
}

/** Rows of one kind, the first column saying which each is. */
export interface Table<Row> {
  /** For those who hear it; a heading says the same to those who see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** What stands there instead of no rows. @default nothing: something above says it */
  readonly empty?: { readonly title: string; readonly hint: string }
  /** To the rows before and after, where there are some: a cursor has no page numbers. @default none */
  readonly paging?: readonly Link[]
}

/** What `partials/table` is given: beside each other where there is room, below each other on a phone. */
export const tableView = <Row>({ caption, columns, rows, empty, paging = [] }: Table<Row>) => ({
  caption,
  labels: columns.map(({ label }) => label),
  rows: rows.map((row) =>
    columns.map(({ label, cell, plain }, index) => ({
      ...cell(row),
      label: plain === true || index === 0 ? undefined : label,
    })),
  ),
  empty,
  paging,
})
