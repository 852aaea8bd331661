"""What a client of Home Assistant's REST API, written for Home Assistant, makes of us. For HomeAssistantClientTests.

  home_assistant_client.py URL TOKEN FOLDER

FOLDER is that of files.write. Ends with 1, and says what differs, at the first thing that is not as Home Assistant answers it.
"""
import pathlib
import sys

from homeassistant_api import Client, State
from homeassistant_api.errors import (
    BadTemplateError,
    EndpointNotFoundError,
    InternalServerError,
    RequestError,
    UnauthorizedError,
)


def refused(error, body):
    try:
        body()
    except error as refusal:
        return str(refusal)
    raise AssertionError(f"{error.__name__} was expected")


def instance(client):
    assert client.check_api_running()
    assert client.get_config()["state"] == "RUNNING"
    assert "camera" in client.get_components()
    assert client.check_api_config()
    assert "ready" in client.get_error_log()


def states(client):
    assert {"camera.yard", "camera.gate", "sensor.fixed"} <= {state.entity_id for state in client.get_states()}
    assert client.get_state(entity_id="camera.yard").state in ("idle", "streaming")
    assert client.get_state(entity_id="sensor.fixed").attributes == {"unit_of_measurement": "m"}
    assert client.get_entities()["camera"].get_entity("yard").state.attributes["friendly_name"] == "Back Yard"
    made = client.set_state(State(entity_id="sensor.made", state="21.5", attributes={"a": [1, {"b": None}]}))
    assert (made.state, made.attributes) == ("21.5", {"a": [1, {"b": None}]})
    again = client.get_state(entity_id="sensor.made")
    assert again.context.id == made.context.id and again.last_changed == made.last_changed
    refused(EndpointNotFoundError, lambda: client.get_state(entity_id="sensor.none"))
    words = refused(RequestError, lambda: client.set_state(State(entity_id="sensor.made", state="x" * 256)))
    assert "Invalid state specified." in words, words


def events(client):
    assert client.fire_event("made_by_test", number=1) == "Event made_by_test fired."
    assert isinstance(client.get_events(), tuple)


def services(client, folder):
    camera = client.get_domains()["camera"]
    assert {"snapshot", "record", "turn_on", "turn_off"} <= set(camera.services)
    changed = camera.snapshot.trigger(entity_id="camera.yard", filename="{{ entity_id.name | slugify }}.jpg")
    assert [state.entity_id for state in changed] == ["camera.yard"], changed
    assert (folder / "back_yard.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    changed = client.trigger_service("camera", "turn_off", entity_id="camera.gate")
    assert all("gate" in state.entity_id for state in changed), changed
    refused(InternalServerError, lambda: client.trigger_service("camera", "enable_motion_detection", entity_id="camera.gate"))
    client.trigger_service("camera", "turn_on", entity_id="camera.gate")
    words = refused(RequestError, lambda: client.trigger_service("camera", "none", entity_id="camera.yard"))
    assert "Service camera.none not found." in words, words
    words = refused(RequestError, lambda: client.trigger_service("camera", "turn_off", entity_id="camera.yard", x=1))
    assert "extra keys not allowed @ data" in words, words
    refused(EndpointNotFoundError, lambda: client.trigger_service("camera", "turn_off", entity_id="camera.none"))


def templates(client):
    assert client.get_rendered_template("{{ states('sensor.made') | float * 2 }} {{ states.camera.yard.name }}") == "43.0 Back Yard"
    refused(BadTemplateError, lambda: client.get_rendered_template("{{ 1 / 0 }}"))
    refused(BadTemplateError, lambda: client.get_rendered_template("{% for %}"))


def main():
    url, token, folder = sys.argv[1:]
    with Client(f"{url}/api/", token) as client:
        instance(client)
        states(client)
        events(client)
        services(client, pathlib.Path(folder))
        templates(client)
    refused(UnauthorizedError, lambda: Client(f"{url}/api/", "another-token").get_states())
    print("all is as Home Assistant answers it")


if __name__ == "__main__":
    main()
