import Files
import Testing

@Suite("The folder that a path lies in")
struct ParentFolderTests {
  @Test(
    "of names, paths and the root",
    arguments: [
      ("a", ""), ("ab", ""), ("", ""), ("a/b", "a"), ("a/b/", "a"), ("/a", "/"), ("/", "/"),
      ("/a/b.c", "/a"), ("./x", "."),
    ])
  func folders(path: String, folder: String) {
    #expect(parentFolder(of: path) == folder)
  }
}
