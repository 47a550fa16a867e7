/** What is being put together, of a type that is read-only once it is. */
export type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };
