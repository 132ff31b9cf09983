declare module 'http-cache-semantics' {
  type Fields = Readonly<Record<string, string>>
  interface Asked {
    readonly method: string
    readonly url: string
    readonly headers: Fields
  }
  class CachePolicy {
    constructor(
      request: Asked,
      response: { readonly status: number; readonly headers: Fields },
      options: { readonly shared: boolean },
    )
    now(): number
    storable(): boolean
    evaluateRequest(request: Asked): {
      readonly response?: object
      readonly revalidation?: { readonly synchronous: boolean }
    }
  }
  export = CachePolicy
}
