"""usage: convert.py SOURCE.gguf TARGET: the model as a Hugging Face folder, its weights dequantised to float32."""

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def edit_json(path: Path, changes: dict) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    content.update(changes)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def repair_tokenizer(folder: Path) -> None:
    """The conversion loses the rule that splits digits one by one, and adds rules of other tokenizers."""
    byte_level = {"type": "ByteLevel", "trim_offsets": True, "use_regex": True}
    digits = {"type": "Digits", "individual_digits": True}
    edit_json(folder / "tokenizer.json", {
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [digits, byte_level | {"add_prefix_space": False}]},
        "post_processor": None,
        "decoder": byte_level | {"add_prefix_space": True},
    })
    edit_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "add_bos_token": False,
        "eos_token": "<|im_end|>",
        "pad_token": "<|im_end|>",
        "clean_up_tokenization_spaces": False,
    })


source, target = (Path(argument) for argument in sys.argv[1:])
unfinished = target.with_name(target.name + ".part")
AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name).save_pretrained(unfinished)
model = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.float32)
model.save_pretrained(unfinished)
repair_tokenizer(unfinished)
unfinished.rename(target)
