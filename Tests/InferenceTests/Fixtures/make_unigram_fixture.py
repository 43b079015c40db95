"""Makes unigram.json beside this file: a SentencePiece unigram model trained here, as arrays, and the ids that
sentencepiece (PyPI, 0.2) gives texts with it."""

import io
import json
import pathlib
import random

import sentencepiece as spm

HERE = pathlib.Path(__file__).parent
CORPUS = [
    "The quick brown fox jumps over the lazy dog.", "I absolutely adore it; you don't, we'll see!",
    "To be, or not to be: that is the question.", "It's 1,000.5 or 1234567890 of them, said John's dog.",
    "The food at the restaurant was good, and the film was not.", "naïve café über straße",
    "more of the same words over and over again, and the same questions asked of the same people",
]
file = io.BytesIO()
spm.SentencePieceTrainer.train(
    sentence_iterator=iter(CORPUS * 8), model_writer=file, model_type="unigram", vocab_size=380,
    byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
    hard_vocab_limit=False, minloglevel=2)
model = spm.SentencePieceProcessor(model_proto=file.getvalue())
rng = random.Random(1)
letters = "abcdefghij thequickbrownfox,.'é你🙂  \n1234"
texts = CORPUS + [
    "", " ", "  two  spaces ", "Hello world", "你好", "🙂🙂", "tab\tand\nnewline", "unquestionably overdone",
    "<s> and </s> are text",
] + ["".join(rng.choice(letters) for _ in range(rng.randrange(1, 60))) for _ in range(200)]
n = model.get_piece_size()
kind = lambda i: 2 if model.is_unknown(i) else 3 if model.is_control(i) else 6 if model.is_byte(i) else 1
(HERE / "unigram.json").write_text(json.dumps({
    "source": f"sentencepiece {spm.__version__}",
    "pieces": [model.id_to_piece(i) for i in range(n)], "scores": [model.get_score(i) for i in range(n)],
    "types": [kind(i) for i in range(n)],
    "cases": [{"text": t, "ids": model.encode(t)} for t in texts]}, ensure_ascii=True, separators=(",", ":")))
print(n, model.encode("The quick 你", out_type=str))
