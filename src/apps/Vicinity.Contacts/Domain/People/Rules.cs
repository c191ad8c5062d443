namespace Vicinity.Contacts;

/// <summary>
/// What happens to one person: the rules of the original program, and those beyond it where a parameter asks for them. A device, a crowd and a test use the
/// same ones. Pure: randomness comes from <see cref="Draws"/>, time is the number of the tick. Thread-safe.
/// </summary>
public sealed class Rules
{
    private readonly SimulationParameters _parameters;
    private readonly Draws _draws;

    /// <exception cref="ArgumentException">A parameter is out of its bounds.</exception>
    public Rules(SimulationParameters parameters, ulong seed)
    {
        parameters.Check();
        (_parameters, _draws) = (parameters, new Draws(seed));
    }

    /// <summary>The parameters.</summary>
    public SimulationParameters Parameters => _parameters;

    /// <summary>The run's random numbers.</summary>
    public Draws Draws => _draws;

    /// <summary>A person who comes to the field, at a drawn place unless one is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The place is not on the field.</exception>
    public PersonState Begin(int person, int tick, bool infected, Place? at = null)
    {
        if (at is { } given && (given.X < 0 || given.X > _parameters.FieldWidth || given.Y < 0 || given.Y > _parameters.FieldHeight))
            throw new ArgumentOutOfRangeException(nameof(at), at, $"({given.X}, {given.Y}) is not on the field, which goes from (0, 0) to ({_parameters.FieldWidth}, {_parameters.FieldHeight})");
        PersonState state = default;
        state.At = at ?? DrawnPlace(DrawPurpose.StartX, DrawPurpose.StartY, person, tick);
        state.Goal = state.At;
        if (infected) Infect(ref state, person, tick);
        else if (_parameters.InitiallyImmuneShare > 0 && _draws.Unit(DrawPurpose.InitialImmunity, person, 0) < _parameters.InitiallyImmuneShare) Protect(ref state);
        return state;
    }

    /// <summary>One tick: the person moves if it may, then its infection and its life go on.</summary>
    /// <param name="state">The person.</param>
    /// <param name="person">Number of the person, for its random numbers.</param>
    /// <param name="tick">Number of the tick.</param>
    /// <param name="threat">The nearest person who can be seen to be infected, if any is near enough to keep away from.</param>
    /// <param name="isolated">Whether the person isolates and so does not move.</param>
    public void Tick(ref PersonState state, int person, int tick, Place? threat = null, bool isolated = false)
    {
        if (!state.Alive) return;
        if (!isolated && (state.Health != Health.Infected || _parameters.InfectedMove)) Move(ref state, person, tick, threat);
        Course(ref state);
        state.Age++;
        if (_parameters.Lifetime > 0 && state.Age >= _parameters.Lifetime)
        {
            state.DiedInfected = state.Health == Health.Infected;
            (state.Health, state.Left) = (Health.Dead, 0);
        }
    }

    /// <summary>Whether the person is vaccinated: who is stays so when the share grows.</summary>
    public bool IsVaccinated(int person) => _parameters.VaccinatedShare > 0 && _draws.Unit(DrawPurpose.Vaccination, person, 0) < _parameters.VaccinatedShare;

    /// <summary>Whether a tick of contact with somebody infected infects: for certain where the probability is 1 at every distance.</summary>
    /// <param name="person">Who may be infected.</param>
    /// <param name="source">Who is infected.</param>
    /// <param name="tick">Number of the tick.</param>
    /// <param name="squaredDistance">Square of their distance, not above that of the radius.</param>
    public bool Infects(int person, int source, int tick, double squaredDistance)
    {
        double probability = _parameters.InfectionProbability;
        if (_parameters.DistanceFalloff > 0)
            probability *= Math.Pow(1 - Math.Min(1, Math.Sqrt(squaredDistance) / _parameters.InfectionRadius), _parameters.DistanceFalloff);
        if (IsVaccinated(person)) probability *= 1 - _parameters.VaccineEfficacy;
        return probability >= 1 || (probability > 0 && _draws.Unit(DrawPurpose.Infection, person, tick, source) < probability);
    }

    /// <summary>Infects the person if it can be infected.</summary>
    /// <returns>Whether it was.</returns>
    public bool Infect(ref PersonState state, int person, int tick)
    {
        if (state.Health != Health.Susceptible) return false;
        state.Unnoticed = _parameters.AsymptomaticShare > 0 && _draws.Unit(DrawPurpose.Symptoms, person, tick) < _parameters.AsymptomaticShare;
        (state.Health, state.Left) = _parameters.Incubation > 0 ? (Health.Exposed, _parameters.Incubation) : (Health.Infected, _parameters.InfectedTicks);
        return true;
    }

    private void Move(ref PersonState state, int person, int tick, Place? threat)
    {
        if (threat is { } other)
        {
            state.At = Steps.Away(state.At, other, _parameters);
        }
        else if (_parameters.Movement == Movement.Walk)
        {
            state.At = Steps.Anywhere(state.At, _parameters, _draws.Bits(DrawPurpose.Direction, person, tick));
        }
        else
        {
            if (state.At == state.Goal) state.Goal = DrawnPlace(DrawPurpose.GoalX, DrawPurpose.GoalY, person, tick);
            state.At = Steps.Towards(state.At, state.Goal);
        }
    }

    private void Course(ref PersonState state)
    {
        if (state.Left == 0 || --state.Left > 0) return;
        switch (state.Health)
        {
            case Health.Exposed:
                (state.Health, state.Left) = (Health.Infected, _parameters.InfectedTicks);
                break;
            case Health.Infected:
                Protect(ref state);
                break;
            case Health.Immune:
                (state.Health, state.Unnoticed) = (Health.Susceptible, false);
                break;
        }
    }

    private void Protect(ref PersonState state) => (state.Health, state.Left) = (Health.Immune, _parameters.ImmuneTicks);

    private Place DrawnPlace(DrawPurpose x, DrawPurpose y, int person, int tick) =>
        new(_draws.Below(_parameters.FieldWidth + 1, x, person, tick), _draws.Below(_parameters.FieldHeight + 1, y, person, tick));
}
