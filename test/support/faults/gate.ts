/** Opens once, for all who wait. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export function newGate(): Gate {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** Counts up, and lets those go on who wait for a number. */
export interface Counter {
  add(): void
  reached(count: number): Promise<void>
}

export function newCounter(): Counter {
  let count = 0
  const gates = new Map<number, Gate>()
  const gateOf = (number: number): Gate => {
    const gate = gates.get(number) ?? newGate()
    gates.set(number, gate)
    return gate
  }
  return {
    add: () => gateOf(++count).open(),
    reached: async (number) => {
      if (number > count) await gateOf(number).opened
    },
  }
}
