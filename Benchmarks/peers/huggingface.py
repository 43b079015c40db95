"""The model in transformers, and what all peers built on it do alike."""

import os
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.tokenization_utils_base import BatchEncoding

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def load(folder: Path, precision: str, threads: int) -> tuple[PreTrainedTokenizerBase, PreTrainedModel]:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(threads)
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=DTYPES[precision]).eval()
    model.generation_config.eos_token_id = None  # an end token does not stop a row
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    return tokenizer, model


def encode(tokenizer: PreTrainedTokenizerBase, texts: list[str]) -> BatchEncoding:
    return tokenizer(
        texts, return_tensors="pt", padding=True, add_special_tokens=False, return_token_type_ids=False
    )


def generate(model: PreTrainedModel, encoded: BatchEncoding, new_tokens: int) -> torch.Tensor:
    """Prompts and their greedy continuations."""
    return model.generate(**encoded, max_new_tokens=new_tokens, do_sample=False)


def positions(mask: torch.Tensor) -> torch.Tensor:
    """Position ids under left padding: the first real token is at 0."""
    return (mask.cumsum(1) - 1).clamp(min=0)


def continuation_nll(
    model: PreTrainedModel, tokens: torch.Tensor, prompt_mask: torch.Tensor, new_tokens: int
) -> list[float]:
    """Each row's mean negative log-likelihood of its last `new_tokens` tokens under the model as it is."""
    targets = tokens[:, -new_tokens:]
    mask = torch.cat([prompt_mask, torch.ones_like(targets)], 1)
    logits = model(
        input_ids=tokens,
        attention_mask=mask,
        position_ids=positions(mask),
        logits_to_keep=new_tokens + 1,
        use_cache=False,
    ).logits[:, :-1].float()
    return torch.nn.functional.cross_entropy(logits.transpose(1, 2), targets, reduction="none").mean(1).tolist()


def candidate_log_odds(model: PreTrainedModel, encoded: BatchEncoding, candidates: list[int]) -> torch.Tensor:
    """log p(first) − log p(second) of the next token: the normaliser cancels."""
    logits = model(
        **encoded, position_ids=positions(encoded["attention_mask"]), logits_to_keep=1, use_cache=False
    ).logits[:, -1]
    return logits[:, candidates[0]].float() - logits[:, candidates[1]].float()


def single_tokens(tokenizer: PreTrainedTokenizerBase, texts: list[str]) -> list[int]:
    ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
    if any(len(tokens) != 1 for tokens in ids):
        raise SystemExit(f"each candidate must be one token: {texts}")
    return [tokens[0] for tokens in ids]
