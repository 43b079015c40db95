/// Stops the run: libFuzzer keeps the input and prints what is said here.
public func finding(_ what: @autoclosure () -> String) -> Never { fatalError("FINDING: \(what())") }

public func require(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { finding(what()) }
}

/// Runs a reader that may refuse the input: with an error of one of the types that it promises, in one
/// line. Nil where it refuses.
public func read<Value>(_ promised: [any Error.Type], _ body: () throws -> Value) -> Value? {
  do {
    return try body()
  } catch {
    let isPromised = promised.contains { type(of: error) == $0 }
    require(isPromised, "an error of type \(type(of: error)): \(error)")
    let line = "\(error)"
    require(!line.isEmpty && !line.contains { $0.isNewline }, "not one line: \(line)")
    return nil
  }
}
