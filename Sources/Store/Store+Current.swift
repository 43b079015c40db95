extension Store {
  /// The store of the work in this scope: measurements made within `Store.$current.withValue(store) { … }`
  /// are kept there and taken from there; nil keeps nothing.
  @TaskLocal public static var current: Store?
}
