"""A run that is stopped and goes on ends at the weights of one that was not stopped."""

import pytest

torch = pytest.importorskip("torch", reason="the trainers' torch is not installed")
pytest.importorskip("transformers", reason="the trainers' transformers is not installed")
loop = pytest.importorskip("loop")


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.bert = torch.nn.Linear(3, 3)
        self.head = torch.nn.Linear(3, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.bert(x)))


def batches(epoch):
    make = torch.Generator().manual_seed(epoch)
    return [torch.randn(4, 3, generator=make) for _ in range(5)]


def trained(path, stop_at=None):
    model = Model()

    def loss(batch, epoch, step):
        if (epoch, step) == stop_at:
            raise KeyboardInterrupt
        return (model(batch).squeeze(-1) - batch.sum(-1)).pow(2).mean()

    loop.train(path, model, 3, batches, loss, 1e-2, 1e-2, seed=1, mean_of=2)
    return model.state_dict()


@pytest.mark.parametrize("stop_at", [(0, 3), (1, 0), (2, 4)])
def test_a_stopped_run_goes_on(tmp_path, monkeypatch, stop_at):
    whole = trained(tmp_path / "whole.pt")
    monkeypatch.setattr(loop, "SAVE_EVERY", -1)  # after every step
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "stopped.pt", stop_at)
    assert (tmp_path / "stopped.pt").exists()
    again = trained(tmp_path / "stopped.pt")
    assert all(torch.allclose(whole[k], again[k], atol=1e-6) for k in whole)


def test_what_is_there_is_not_trained_again(tmp_path):
    first = trained(tmp_path / "a.pt")
    assert all(torch.equal(first[k], v) for k, v in trained(tmp_path / "a.pt", stop_at=(0, 0)).items())


def test_code_is_named_by_what_it_does():
    assert loop.code_of(["loop"]) == loop.code_of(["loop"]) != loop.code_of(["basics"])
