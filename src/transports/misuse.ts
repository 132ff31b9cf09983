/**
 * A `TypeError` for settings with which nothing can be sent. It shows with the first request only, and a session works around
 * any failure but this one, which it knows by the mark.
 */
export class Misuse extends TypeError {
  get '~misuse'(): true {
    return true
  }
}
