import Foundation

extension Fetch {
  /// Adds to the partial file what it lacks. A connection that is cut is taken up again, as long as
  /// each brings something.
  func receive(from url: URL) throws(AssetError) {
    try checkSpace()
    tell("downloading from \(url.host ?? url.absoluteString)")
    var cuts = 0
    while partial.byteCount < asset.byteCount {
      let before = partial.byteCount
      let result = try python.run(
        [
          "-c", Self.receiver, url.absoluteString, partial.url.path, "\(asset.byteCount)",
          "\(setting.patience)",
        ], meanwhile: { setting.advanced(partial.byteCount) })
      switch result.status {
      case 0: return
      case 127: throw .pythonMissing
      case 3: partial.remove()
      case 128 + SIGALRM: throw .refused(reason: "no answer within \(setting.patience) s")
      default:
        try checkForFullDisk(result)
        cuts += 1
        guard partial.byteCount > before, cuts < 10 else {
          let isSilent = result.errors.isEmpty
          throw .refused(
            reason: isSilent ? "python3 ended with status \(result.status)" : result.errors)
        }
        tell("\(result.errors); going on")
      }
    }
  }

  /// Python's own client, to which the environment's proxies and the system's certificates apply.
  ///
  /// The lock is for the orphan of a killed `steer`: it stops before its next write, and who comes
  /// next waits for that. The alarm ends the process where no answer begins, whatever hangs; threads
  /// of a pool block it, and a process that they start inherits that.
  static let receiver = """
    import fcntl, http.client, os, signal, sys, urllib.error, urllib.request
    url, path, total, patience = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    parent = os.getppid()
    file = open(path, "ab")
    fcntl.flock(file, fcntl.LOCK_EX)
    start = os.fstat(file.fileno()).st_size
    request = urllib.request.Request(url, headers={"User-Agent": "steer"})
    if start:
        request.add_header("Range", f"bytes={start}-")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    try:
        signal.alarm(patience)
        answer = urllib.request.urlopen(request, timeout=60)
        signal.alarm(0)
        if answer.status == 206:
            size = answer.headers.get("Content-Range", "").rpartition("/")[2]
            sent = answer.headers.get("Content-Range", "").split("-")[0]
            if sent != f"bytes {start}":
                sys.exit(f"another range was sent than was asked for: {sent}")
        else:
            size = answer.headers.get("Content-Length", "*")
        if size not in ("*", str(total)):
            sys.exit(f"the file there has {size} bytes, expected {total}")
        if answer.status != 206:
            start = 0
            file.truncate(0)
        while start < total:
            piece = answer.read1(min(total - start, 1 << 20))
            if not piece:
                sys.exit(f"the connection was cut after {start} of {total} bytes")
            if os.getppid() != parent:
                sys.exit("nobody waits for it any more")
            file.write(piece)
            start += len(piece)
        file.close()
    except urllib.error.HTTPError as error:
        sys.exit(3 if error.code == 416 and start else f"the server says {error.code} {error.reason}")
    except (OSError, http.client.HTTPException) as error:
        sys.exit(str(getattr(error, "reason", error)))
    """
}
