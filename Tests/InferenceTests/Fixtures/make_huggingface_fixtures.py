"""Makes HuggingFace/ beside this file: a small random model of each architecture as transformers saves it,
with a small tokenizer trained here, and huggingface.json, what transformers makes of texts with them.

Made with torch 2.x, transformers 4.57, tokenizers 0.22, each from PyPI.
"""

import json
import pathlib
import shutil

import torch
import transformers as tf
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers as pre
from tokenizers import processors, trainers

HERE = pathlib.Path(__file__).parent / "HuggingFace"
CORPUS = [
    "The quick brown fox jumps over the lazy dog. I absolutely adore it; you don't, we'll see!",
    "To be, or not to be: that is the question. It's 1,000.5 or 1234567890 of them, said John's dog.",
    "    def f(x):\n        return x + 1\n\nThe food at the restaurant was good, and the film was not.",
    "naïve café über straße, Привет мир, 你好世界, 🙂 and more of the same words over and over again",
] * 4
TEXTS = [
    "Hello world", "The quick brown fox", " leading and trailing ", "", "a", "I'LL we'll don't",
    "1234567 and 12", "two  spaces\n\n\nand lines\r\n", "naïve café", "nai\u0308ve", "你好", "🙂🙂", "\t\ttabs",
    "The food at the restaurant was not good, and it's the question that is over and over again.",
]
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
    r"\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
VOCABULARY = 384


def byte_level(special, regex=None, ignore_merges=False, nfc=False, opening=None):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if nfc:
        tokenizer.normalizer = normalizers.NFC()
    if regex:
        tokenizer.pre_tokenizer = pre.Sequence(
            [pre.Split(Regex(regex), "isolated"), pre.ByteLevel(add_prefix_space=False, use_regex=False)])
    else:
        tokenizer.pre_tokenizer = pre.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=VOCABULARY - 8 - len(special), show_progress=False,
        initial_alphabet=pre.ByteLevel.alphabet()))
    tokenizer.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in special])
    if opening:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{opening} $A", special_tokens=[(opening, tokenizer.token_to_id(opening))])
    return tokenizer


def sentence_piece(first, special, prefix, strips=()):
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    steps = [normalizers.Prepend("▁")] if prefix else []
    tokenizer.normalizer = normalizers.Sequence(steps + [normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
        + ([decoders.Strip(" ", 1, 0)] if prefix else []))
    # As SentencePiece, which lets no piece cross the start of a word.
    tokenizer.pre_tokenizer = pre.Split("▁", "merged_with_next")
    tokenizer.train_from_iterator(CORPUS[:2], trainers.BpeTrainer(
        vocab_size=VOCABULARY - 8 - len(special), show_progress=False, limit_alphabet=60,
        special_tokens=first + [f"<0x{b:02X}>" for b in range(256)]))
    tokenizer.pre_tokenizer = None
    state = json.loads(tokenizer.to_str())
    # Bytes are pieces, not tokens that are taken out of a text.
    state["added_tokens"] = [t for t in state["added_tokens"] if not t["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(state))
    tokenizer.add_special_tokens(
        [AddedToken(s, special=True, normalized=False, rstrip=s in strips) for s in special])
    opening = first[1] if first[0] == "<unk>" else first[2]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{opening} $A", special_tokens=[(opening, tokenizer.token_to_id(opening))])
    return tokenizer


SIZES = dict(
    vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, intermediate_size=48, max_position_embeddings=128,
    tie_word_embeddings=False, initializer_range=0.4)
HF_LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
             "original_max_position_embeddings": 32}


def families():
    llama3 = byte_level(["<|begin_of_text|>", "<|eot_id|>"], LLAMA3, True, opening="<|begin_of_text|>")
    qwen = byte_level(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], QWEN2, nfc=True)
    gpt2 = byte_level(["<|endoftext|>"])
    olmo = byte_level(["<|endoftext|>"], LLAMA3)
    mistral = sentence_piece(["<unk>", "<s>", "</s>"], [], True)
    gemma = sentence_piece(["<pad>", "<eos>", "<bos>", "<unk>"], ["<start_of_turn>", "<end_of_turn>"], False)
    phi = sentence_piece(["<unk>", "<s>", "</s>"], ["<|user|>", "<|assistant|>", "<|end|>"], True,
                         strips=("<|user|>", "<|assistant|>", "<|end|>"))
    yield "llama", tf.LlamaConfig(**SIZES, rope_theta=500000.0, rope_scaling=HF_LLAMA3, rms_norm_eps=1e-5), llama3
    yield "mistral", tf.MistralConfig(**SIZES, head_dim=16, sliding_window=8), mistral
    yield "qwen2", tf.Qwen2Config(**{**SIZES, "tie_word_embeddings": True}), qwen
    yield "qwen3", tf.Qwen3Config(**SIZES, head_dim=16), qwen
    yield "gemma2", tf.Gemma2Config(
        **{**SIZES, "tie_word_embeddings": True}, head_dim=16, query_pre_attn_scalar=24, sliding_window=8,
        attn_logit_softcapping=4.0, final_logit_softcapping=10.0), gemma
    yield "gemma3", tf.Gemma3TextConfig(
        **{**SIZES, "tie_word_embeddings": True, "num_hidden_layers": 7}, head_dim=8,
        query_pre_attn_scalar=8, sliding_window=8), gemma
    yield "phi3", tf.Phi3Config(**SIZES, pad_token_id=0), phi
    yield "gpt2", tf.GPT2Config(
        vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=128, initializer_range=0.4), gpt2
    yield "gpt_neox", tf.GPTNeoXConfig(
        vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=128, max_position_embeddings=128, rotary_pct=0.25, initializer_range=0.4), gpt2
    yield "olmo2", tf.Olmo2Config(**SIZES, pad_token_id=0), olmo


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    results = {}
    for index, (name, config, tokenizer) in enumerate(families()):
        torch.manual_seed(index)
        for role, names in [("bos", ["<s>", "<bos>", "<|begin_of_text|>", "<|endoftext|>"]),
                            ("eos", ["</s>", "<eos>", "<|eot_id|>", "<|endoftext|>"])]:
            known = [i for i in map(tokenizer.token_to_id, names) if i is not None]
            setattr(config, f"{role}_token_id", known[0])
        model = tf.AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
        for key, value in model.named_parameters():
            # Norms and biases that do nothing would hide that they were left out.
            if value.ndim == 1:
                torch.nn.init.normal_(value, mean=0.0 if key.endswith("bias") or "gemma" in name else 1.0, std=0.2)
        folder = HERE / name
        if name == "qwen3":
            model = model.to(torch.bfloat16)
        model.save_pretrained(folder, max_shard_size="60KB" if name == "llama" else "1GB")
        # As a user would load it; a model that was bf16 once has lost digits of its frequencies too.
        model = tf.AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager").eval()
        tokenizer.save(str(folder / "tokenizer.json"))
        for file in ["generation_config.json"]:
            (folder / file).unlink(missing_ok=True)
        if name == "qwen2":
            (folder / "tokenizer_config.json").write_text(json.dumps(
                {"add_bos_token": False, "eos_token": "<|im_end|>",
                 "chat_template": "{{'<|im_start|>' + message['role'] + '\n'}}"}))
        texts, logits = [], []
        for text in TEXTS:
            texts.append({"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids,
                          "prompt_ids": tokenizer.encode(text).ids})
        for text in [TEXTS[1], TEXTS[-1]]:
            ids = tokenizer.encode(text).ids
            with torch.no_grad():
                out = model(torch.tensor([ids])).logits[0, -1].tolist()
            logits.append({"ids": ids, "last_logits": [round(x, 6) for x in out]})
        results[name] = {"texts": texts, "prompts": logits}
        print(name, sum(f.stat().st_size for f in folder.iterdir()), logits[0]["last_logits"][:3])
    (HERE.parent / "huggingface.json").write_text(
        json.dumps({"source": f"transformers {tf.__version__}, torch {torch.__version__}, fp32, eager attention",
                    "models": results}, separators=(",", ":")))


main()
